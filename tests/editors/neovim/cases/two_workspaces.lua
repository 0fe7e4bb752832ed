-- Files of two workspaces are each checked against the findings of their own.

local expected = require('expected')

return function(t)
  t.demo()
  for _, folder in ipairs({ 'one', 'two' }) do
    t.write(folder .. '/leastwise.toml', '')
    t.write(folder .. '/MyRole.json', t.bytes(t.path('MyRole.json')))
  end
  t.write('two/finding.json', t.bytes(t.path('finding-MyRole.json')))
  t.enable()

  local one = t.open('one/MyRole.json')
  t.client(one)
  local two = t.open('two/MyRole.json')
  t.expect_diagnostics(two, expected.diagnostics)
  t.equal('the workspace without findings', t.diagnostics(one), {})
  t.equal('servers', #vim.lsp.get_clients({ name = 'leastwise' }), 2)
end
