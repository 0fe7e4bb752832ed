-- Hover on a wildcard says what it grants, in a floating window.

return function(t)
  t.open_demo()

  vim.api.nvim_win_set_cursor(0, { 24, 10 })
  vim.lsp.buf.hover()
  local window = t.wait('the floating window', function()
    for _, window in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(window).relative ~= '' then
        return window
      end
    end
  end)
  local text = t.text(vim.api.nvim_win_get_buf(window))
  for _, part in ipairs({ 's3:Get*', '63 actions', '22', 'GetBucketAcl' }) do
    assert(text:find(part, 1, true), ('`%s` is not in:\n%s'):format(part, text))
  end
end
