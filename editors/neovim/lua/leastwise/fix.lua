-- `:Leastwise fix`: everything unused that the server proved removable, out of the buffer in one step of undo.

local server = require('leastwise.server')

local M = {}

-- Deliberately not below `source.fixAll`: format-on-save must never rewrite a policy unseen.
M.kind = 'source.leastwise.removeUnused'

function M.run()
  local bufnr = vim.api.nvim_get_current_buf()
  -- Asked first because it says why, where there is nothing to do.
  server.preview(bufnr, function()
    vim.api.nvim_buf_call(bufnr, function()
      vim.lsp.buf.code_action({
        apply = true,
        context = { only = { M.kind }, diagnostics = {} },
        filter = function(action)
          return action.kind == M.kind
        end,
      })
    end)
  end)
end

return M
