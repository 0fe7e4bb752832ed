-- The demo's policy is underlined exactly; other JSON stays silent.

local expected = require('expected')

return function(t)
  t.demo()
  t.write('package.json', '{ "name": "no policy" }\n')
  t.enable()

  local policy = t.open('MyRole.json')
  t.expect_diagnostics(policy, expected.diagnostics)
  local last = vim.diagnostic.get(policy, { lnum = 23 })[1]
  local message = '`s3:Get*` grants 63 actions, 22 of them unused by role MyRole'
  t.equal('message', last.message:sub(1, #message), message)
  local first = vim.diagnostic.get(policy, { lnum = 7 })[1]
  t.equal('faded', first._tags, { unnecessary = true })
  t.equal('not faded', last._tags, nil)

  local other = t.open('package.json')
  t.client(other)
  t.open('MyRole.json')
  vim.api.nvim_buf_set_lines(policy, 7, 8, false, {})
  t.wait('the diagnostics after a change', function()
    return #vim.diagnostic.get(policy) == #expected.diagnostics - 1
  end)
  t.equal('a JSON file without a policy', t.diagnostics(other), {})
  t.expect_diagnostics(t.open('finding-MyRole.json'), { '1:1-2 stale-finding INFO' })
end
