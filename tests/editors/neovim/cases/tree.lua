-- `:Leastwise tree` draws what `leastwise explain` draws, and says why where there is nothing to draw.

--- The lines up to the list of kept actions, which only the command prints.
local function explained(t)
  local command = { t.binary, 'explain', 's3:Get*', '--findings', t.path('finding-MyRole.json') }
  local result = vim.system(command, { text = true }):wait()
  assert(result.code == 0, result.stderr)
  local lines = vim.split(result.stdout:gsub('\n\nKept:.*', '\n'), '\n')
  lines[#lines] = nil
  return lines
end

return function(t)
  local policy = t.open_demo()

  vim.api.nvim_win_set_cursor(0, { 24, 10 })
  vim.cmd('Leastwise tree')
  local view = t.wait('the tree', function()
    local current = vim.api.nvim_get_current_buf()
    return current ~= policy and current
  end)
  t.equal('the tree', vim.api.nvim_buf_get_lines(view, 0, -1, false), explained(t))
  t.equal('kind of buffer', { vim.bo[view].buftype, vim.bo[view].modifiable }, { 'nofile', false })
  local marks = vim.api.nvim_buf_get_extmarks(view, -1, { 3, 0 }, { 3, -1 }, { details = true })
  t.equal('color of an unsafe node', marks[#marks][4].hl_group, 'DiagnosticWarn')

  vim.cmd('normal q')
  t.equal('after q', vim.api.nvim_get_current_buf(), policy)
  t.equal('the buffer is gone', vim.api.nvim_buf_is_valid(view), false)

  local notices = t.collect_notices()
  vim.api.nvim_win_set_cursor(0, { 1, 0 })
  vim.cmd('Leastwise tree')
  t.wait('a word', function()
    return notices[1]
  end)
  t.equal('what it says', notices, { 'leastwise: No action under the cursor.' })
end
