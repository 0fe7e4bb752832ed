;;; run.el --- The client for Emacs, in a real Emacs  -*- lexical-binding: t; -*-

;; Run as `emacs -Q --batch -l run.el'.  An error ends it with an exit code other than 0.
;; From the environment: LEASTWISE (the binary), LEASTWISE_ROOT (the repository), LEASTWISE_WORKSPACE (a folder of its own).

;;; Code:

(require 'cl-lib)
(require 'flymake)

(defconst root (file-name-as-directory (getenv "LEASTWISE_ROOT")))
(defconst workspace (file-name-as-directory (getenv "LEASTWISE_WORKSPACE")))
;; Far longer than anything takes, also beside a compiler: only a test that fails waits so long.
(defconst deadline 180)

(defvar leastwise-command (list (getenv "LEASTWISE") "server"))
(load (expand-file-name "editors/emacs/leastwise.el" root))

(defun wait-for (what condition)
  "Wait until the function CONDITION holds; WHAT says what for."
  (with-timeout (deadline (error "Did not come: %s" what))
    (while (not (funcall condition))
      (accept-process-output nil 0.01))))

(defun equal-or-error (what actual expected)
  "Compare ACTUAL and EXPECTED, and say WHAT differs."
  (unless (equal actual expected)
    (error "%s: expected %S, but there was %S" what expected actual)))

(defun shown ()
  "The diagnostics of this buffer, each as line, columns from 1, and code in the order of the buffer."
  (mapcar (lambda (it)
            (goto-char (flymake-diagnostic-beg it))
            (list (line-number-at-pos) (1+ (current-column))
                  (progn (goto-char (flymake-diagnostic-end it)) (1+ (current-column)))
                  (and (string-match "\\[\\([a-z-]+\\)\\]" (flymake-diagnostic-text it))
                       (match-string 1 (flymake-diagnostic-text it)))))
          (sort (flymake-diagnostics)
                (lambda (one other) (< (flymake-diagnostic-beg one) (flymake-diagnostic-beg other))))))

(dolist (name '("MyRole.json" "finding-MyRole.json"))
  (copy-file (expand-file-name (concat "editors/demo/" name) root) workspace))
;; What makes the folder a project.
(make-directory (expand-file-name ".git" workspace))

(setq eglot-sync-connect deadline
      eglot-connect-timeout deadline
      jsonrpc-default-request-timeout deadline
      flymake-no-changes-timeout 0.01
      eglot-confirm-server-edits nil
      make-backup-files nil)

(find-file (expand-file-name "MyRole.json" workspace))
(js-json-mode)
(buffer-enable-undo)
(flymake-mode 1)
(apply #'eglot (eglot--guess-contact))
(wait-for "the server" #'eglot-managed-p)

(defconst expected-diagnostics
  '((8 9 31 "unused-action") (9 9 32 "unused-action") (10 9 32 "unused-action") (11 9 29 "unused-action")
    (12 9 42 "unused-action") (14 9 40 "unused-action") (15 9 36 "unused-action") (16 9 45 "unused-action")
    (24 9 18 "excess-wildcard")))

(defconst narrowed
  (mapconcat (lambda (entry) (format "        \"s3:Get%s\",\n" entry))
             '("Access*" "AccountPublicAccessBlock" "BucketAbac" "BucketMetadataTableConfiguration" "DataAccess"
               "JobTagging" "Multi*" "Object*" "Storage*")
             ""))

(defun wait-for-diagnostics (expected)
  "Wait until exactly EXPECTED is shown."
  ;; Eglot sends changes when Emacs is idle, which in batch it never is.
  (eglot--signal-textDocument/didChange)
  (wait-for (format "%d diagnostics" (length expected))
            (lambda () (flymake-start) (= (length expected) (length (flymake-diagnostics)))))
  (equal-or-error "diagnostics" (shown) expected))

(defun between (text from to new)
  "TEXT with what stands from FROM up to and with TO replaced by NEW."
  (let* ((start (string-search from text))
         (end (+ (string-search to text start) (length to))))
    (concat (substring text 0 start) new (substring text end))))

(defun undo-once ()
  "Undo the last change as a person would."
  (setq last-command nil)
  (undo-boundary)
  (undo))

(let* ((before (buffer-string))
       (after-quick-fix (between before "        \"s3:Get*\"" ",\n" narrowed))
       (after-fix (between after-quick-fix "        \"lambda:AddPermission\""
                           "\"lambda:UpdateFunctionConfiguration\"\n" "        \"lambda:Invoke*\"\n")))
  (wait-for-diagnostics expected-diagnostics)

  ;; What was read, in words.
  (save-window-excursion
    (leastwise-status)
    (with-current-buffer "*leastwise status*"
      (dolist (part '("role MyRole" "finding-MyRole.json"))
        (unless (string-search part (buffer-string))
          (error "%s is not in: %s" part (buffer-string))))))

  ;; The first choice of the light bulb.
  (goto-char (point-min))
  (search-forward "s3:Get")
  (let* ((actions (eglot-code-actions (point) (point) "quickfix" nil))
         (preferred (cl-find-if (lambda (action) (eq t (plist-get action :isPreferred))) actions)))
    (undo-boundary)
    (eglot-execute (eglot-current-server) preferred))
  (equal-or-error "after the quick fix" (buffer-string) after-quick-fix)
  (wait-for-diagnostics (butlast expected-diagnostics))
  (undo-once)
  (equal-or-error "after undo" (buffer-string) before)
  (wait-for-diagnostics expected-diagnostics)

  ;; Everything at once, saved.
  (leastwise-remove-unused)
  (equal-or-error "after the fix" (buffer-string) after-fix)
  (wait-for-diagnostics nil)
  (save-buffer)
  (equal-or-error "the file"
                  (with-temp-buffer (insert-file-contents-literally (buffer-file-name (get-buffer "MyRole.json")))
                                    (buffer-string))
                  after-fix))

(eglot-shutdown (eglot-current-server))
;;; run.el ends here
