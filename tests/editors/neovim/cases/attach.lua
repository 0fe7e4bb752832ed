-- Which buffers the server is for, with which workspace, and what a command says elsewhere.

local function attached(bufnr)
  return #vim.lsp.get_clients({ name = 'leastwise', bufnr = bufnr }) > 0
end

return function(t)
  t.demo()
  t.write('leastwise.toml', '')
  t.write('Cargo.toml', '')
  t.write('deep/policy.json', '{}\n')
  t.write('notes.txt', '')
  t.enable()

  local deep = t.open('deep/policy.json')
  t.equal('the nearest folder with a marker', vim.fn.resolve(t.client(deep).config.root_dir), t.workspace)
  t.client(t.open('leastwise.toml'))
  t.equal('one server for all', #vim.lsp.get_clients({ name = 'leastwise' }), 1)

  t.equal('another TOML file', attached(t.open('Cargo.toml')), false)
  t.equal('another file', attached(t.open('notes.txt')), false)

  local notices = t.collect_notices()
  for _, view in ipairs(vim.fn.getcompletion('Leastwise ', 'cmdline')) do
    vim.cmd('Leastwise ' .. view)
  end
  vim.cmd('Leastwise nothing')
  local advice = 'leastwise: the server is not attached to this buffer; see :checkhealth leastwise'
  local unknown = 'leastwise: unknown subcommand :Leastwise nothing; use one of fetch, fix, preview, status, tree'
  t.equal('what the commands say', notices, { advice, advice, advice, advice, advice, unknown })
end
