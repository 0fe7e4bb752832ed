-- A findings file that is edited in the editor counts at once, saved or not.

local expected = require('expected')

return function(t)
  local policy = t.open_demo()

  local findings = t.open('finding-MyRole.json')
  t.client(findings)
  local line = vim.fn.search('"action": "AddPermission"')
  vim.api.nvim_buf_set_lines(findings, line - 1, line, false, {})
  t.expect_diagnostics(policy, vim.list_slice(expected.diagnostics, 2))

  vim.cmd('silent undo')
  t.expect_diagnostics(policy, expected.diagnostics)
end
