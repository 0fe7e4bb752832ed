-- `:Leastwise preview`: the policy beside what it would become, as a diff in a tab of its own.

local scratch = require('leastwise.scratch')
local server = require('leastwise.server')

local M = {}

function M.run()
  local bufnr = vim.api.nvim_get_current_buf()
  server.preview(bufnr, function(preview)
    local after = scratch.buffer('leastwise://preview/' .. bufnr, scratch.lines_of(preview.text))
    vim.bo[after].filetype = vim.bo[bufnr].filetype
    vim.cmd.tabnew({ mods = { silent = true } })
    local empty = vim.api.nvim_get_current_buf()
    vim.api.nvim_win_set_buf(0, bufnr)
    vim.api.nvim_buf_delete(empty, {})
    vim.cmd.diffthis()
    vim.cmd('rightbelow vertical sbuffer ' .. after)
    vim.wo.winbar = preview.title:gsub('%%', '%%%%')
    vim.cmd.diffthis()
    scratch.close_with_q(after, '<Cmd>tabclose<CR>')
  end)
end

return M
