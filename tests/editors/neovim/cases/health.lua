-- `:checkhealth leastwise` with a server and findings, then with neither; and the help file's tags.

local function health(t)
  vim.cmd('silent checkhealth leastwise')
  local text = t.text(vim.api.nvim_get_current_buf())
  vim.cmd('silent! bwipeout!')
  return text
end

local function contains(text, ...)
  for _, part in ipairs({ ... }) do
    assert(text:find(part, 1, true), ('`%s` is not in:\n%s'):format(part, text))
  end
end

return function(t)
  vim.env.PATH = vim.fs.dirname(t.binary) .. ':' .. vim.env.PATH
  contains(health(t), ': ' .. t.binary, 'leastwise 0.', 'No buffer is attached.')

  t.open_demo()
  local attached = 'Attached, buffers: 1, workspace: ' .. t.workspace
  contains(health(t), attached, 'Policy files: 1', 'Findings files: 1', 'Catalog of actions as of 20')

  vim.env.PATH = '/nowhere'
  if t.is_new then
    vim.lsp.config('leastwise', { cmd = { 'leastwise-is-not-here', 'server' } })
    contains(health(t), '`leastwise-is-not-here` is not executable')
  else
    contains(health(t), '`leastwise` is not executable')
  end

  local doc = t.path('doc')
  t.write('doc/leastwise.txt', t.bytes(vim.env.LEASTWISE_ROOT .. '/editors/neovim/doc/leastwise.txt'))
  vim.cmd.helptags(vim.fn.fnameescape(doc))
  contains(t.bytes(doc .. '/tags'), ':Leastwise-tree\t', 'leastwise-older\t')
end
