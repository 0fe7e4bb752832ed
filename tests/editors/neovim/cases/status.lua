-- `:Leastwise status` shows in a plain buffer what the server has read and the owners of each policy.

return function(t)
  local policy = t.open_demo()

  vim.cmd('Leastwise status')
  local view = t.wait('the status', function()
    local current = vim.api.nvim_get_current_buf()
    return current ~= policy and current
  end)
  local text = t.text(view)
  for _, part in ipairs({ 'leastwise 0.', 'MyRole.json', 'role MyRole', 'finding-MyRole.json' }) do
    assert(text:find(part, 1, true), ('`%s` is not in:\n%s'):format(part, text))
  end
  t.equal('kind of buffer', { vim.bo[view].buftype, vim.bo[view].modifiable }, { 'nofile', false })

  vim.cmd('normal q')
  t.equal('after q', vim.api.nvim_get_current_buf(), policy)
end
