-- `:Leastwise fix` removes everything unused in one step of undo; a second time it says that there is nothing to do.

local expected = require('expected')

return function(t)
  local policy, before = t.open_demo()

  vim.cmd('Leastwise fix')
  t.wait_for_text(policy, 'the policy after the fix', expected.after_fix(before))
  t.expect_diagnostics(policy, {})

  local notices = t.collect_notices()
  vim.cmd('Leastwise fix')
  t.wait('a word', function()
    return notices[1]
  end)
  t.equal('what it says', notices, {
    'leastwise: Nothing in this policy can be removed automatically.',
  })

  vim.cmd('silent undo')
  t.equal('the policy after one undo', t.text(policy), before)
  t.equal('the file', t.bytes(t.path('MyRole.json')), before)
end
