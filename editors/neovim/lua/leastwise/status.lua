-- `:Leastwise status`: the status of the server, which explains why something is or is not reported.

local scratch = require('leastwise.scratch')
local server = require('leastwise.server')

local M = {}

function M.run()
  local bufnr = vim.api.nvim_get_current_buf()
  local client = server.client(bufnr)
  if not client then
    return
  end
  local params = { command = 'leastwise.showStatus', arguments = { { show = false } } }
  server.request(client, bufnr, 'workspace/executeCommand', params, function(status)
    local view = scratch.buffer('leastwise://status', scratch.lines_of(status.text))
    vim.cmd('botright sbuffer ' .. view)
    scratch.close_with_q(view, '<Cmd>close<CR>')
  end)
end

return M
