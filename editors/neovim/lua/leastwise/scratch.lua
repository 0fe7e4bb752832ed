-- Plain buffers that hold nothing to be saved and go away with their window.

local M = {}

--- The lines of a text; the last one may end with a line break.
function M.lines_of(text)
  local lines = vim.split(text, '\r?\n')
  if lines[#lines] == '' then
    lines[#lines] = nil
  end
  return lines
end

--- A buffer with these lines.
--- @param name string the buffer's name; an existing buffer with this name is replaced
function M.buffer(name, lines)
  local old = vim.fn.bufnr('^' .. vim.fn.escape(name, '*?[]{}\\') .. '$')
  if old ~= -1 then
    vim.api.nvim_buf_delete(old, { force = true })
  end
  local bufnr = vim.api.nvim_create_buf(false, true)
  vim.api.nvim_buf_set_name(bufnr, name)
  vim.api.nvim_buf_set_lines(bufnr, 0, -1, false, lines)
  vim.bo[bufnr].bufhidden = 'wipe'
  vim.bo[bufnr].modifiable = false
  return bufnr
end

--- Lets `q` do what closes the view.
function M.close_with_q(bufnr, command)
  vim.keymap.set('n', 'q', command, { buffer = bufnr, nowait = true, silent = true, desc = 'Close this view' })
end

return M
