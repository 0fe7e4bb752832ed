-- `:Leastwise preview` shows both sides as a diff in a tab of its own and changes nothing.

local expected = require('expected')

return function(t)
  local policy, before = t.open_demo()

  vim.cmd('Leastwise preview')
  t.wait('the tab', function()
    return #vim.api.nvim_list_tabpages() == 2
  end)
  local windows = vim.api.nvim_tabpage_list_wins(0)
  t.equal('two windows', #windows, 2)
  for _, window in ipairs(windows) do
    t.equal('a diff', vim.wo[window].diff, true)
  end
  local after = vim.api.nvim_win_get_buf(windows[2])
  t.equal('left', vim.api.nvim_win_get_buf(windows[1]), policy)
  t.equal('right', t.text(after), expected.after_fix(before))
  t.equal('kind of buffer', { vim.bo[after].buftype, vim.bo[after].modifiable }, { 'nofile', false })
  t.equal('the policy', { t.text(policy), vim.bo[policy].modified }, { before, false })

  vim.api.nvim_set_current_win(windows[2])
  vim.cmd('normal q')
  t.equal('tabs after q', #vim.api.nvim_list_tabpages(), 1)
  t.equal('the window that was there', vim.wo.diff, false)
  t.equal('the buffer is gone', vim.api.nvim_buf_is_valid(after), false)
end
