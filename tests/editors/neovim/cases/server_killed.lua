-- A server that ends by itself takes nothing with it: the text stays, and opening the file again starts another.

local expected = require('expected')

return function(t)
  local policy = t.open_demo()
  local before = t.text(policy)

  local first = t.client(policy)
  first.rpc.terminate()
  t.wait('the end of the server', function()
    return #vim.lsp.get_clients({ name = 'leastwise' }) == 0
  end)
  t.equal('the policy', t.text(policy), before)

  vim.cmd('silent edit')
  local second = t.client(policy)
  assert(second.id ~= first.id, 'the same client')
  t.expect_diagnostics(policy, expected.diagnostics)
end
