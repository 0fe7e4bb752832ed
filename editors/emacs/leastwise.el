;;; leastwise.el --- Unused permissions in AWS IAM policies  -*- lexical-binding: t; -*-

;; For Emacs 29 and later, with its built-in Eglot.  Put this into your init file, or load it from there:
;;
;;     (load "/path/to/editors/emacs/leastwise.el")

;;; Commentary:

;; M-x eglot in a JSON file starts the server for the project.  Eglot runs one server for a mode: if you have another
;; one for JSON, choose with C-u M-x eglot.

;;; Code:

(require 'eglot)

(defvar leastwise-command '("leastwise" "server")
  "The program that serves the policies, and its arguments.")

(add-to-list 'eglot-server-programs
             `((js-json-mode json-mode json-ts-mode jsonc-mode) . ,leastwise-command))

(defun leastwise-remove-unused ()
  "Remove and narrow everything unused that is proved, in the whole file."
  (interactive)
  (eglot-code-actions (point-min) (point-max) "source.leastwise.removeUnused" t))

(defun leastwise-status ()
  "Show what the server has read, the owners of each policy, and what prevents a check or fix."
  (interactive)
  (let* ((server (or (eglot-current-server) (user-error "No server here; M-x eglot starts it")))
         (command '(:command "leastwise.showStatus" :arguments [(:show :json-false)]))
         (status (jsonrpc-request server :workspace/executeCommand command)))
    (with-help-window "*leastwise status*"
      (princ (plist-get status :text)))))

(provide 'leastwise)
;;; leastwise.el ends here
