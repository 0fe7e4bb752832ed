-- The light bulb's first choice narrows one entry; undo brings the bytes back, and saving writes the change.

local expected = require('expected')

return function(t)
  local policy, before = t.open_demo()

  vim.api.nvim_win_set_cursor(0, { 24, 10 })
  local narrow = function()
    vim.lsp.buf.code_action({
      apply = true,
      filter = function(action)
        return action.isPreferred == true
      end,
    })
  end
  narrow()
  t.wait_for_text(policy, 'the policy after the fix', expected.after_quick_fix(before))
  t.expect_diagnostics(policy, vim.list_slice(expected.diagnostics, 1, 8))

  vim.cmd('silent undo')
  t.equal('the policy after one undo', t.text(policy), before)
  t.expect_diagnostics(policy, expected.diagnostics)

  narrow()
  t.wait_for_text(policy, 'the policy after the fix again', expected.after_quick_fix(before))
  vim.cmd.write({ mods = { silent = true } })
  t.equal('the file', t.bytes(t.path('MyRole.json')), expected.after_quick_fix(before))
end
