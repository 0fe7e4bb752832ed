-- A findings file that another program changes, takes away or brings back counts without a word from the editor.

local expected = require('expected')

return function(t)
  local policy = t.open_demo()

  local findings = t.bytes(t.path('finding-MyRole.json'))
  t.write('finding-MyRole.json', (findings:gsub('          { "action": "AddPermission" },\n', '')))
  t.expect_diagnostics(policy, vim.list_slice(expected.diagnostics, 2))

  assert(os.remove(t.path('finding-MyRole.json')))
  t.expect_diagnostics(policy, {})

  t.write('finding-MyRole.json', findings)
  t.expect_diagnostics(policy, expected.diagnostics)
end
