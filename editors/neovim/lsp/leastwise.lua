-- What `vim.lsp.enable('leastwise')` starts, on Neovim 0.11 and later. Change it with `vim.lsp.config('leastwise', {…})`.

local workspace = require('leastwise.workspace')

return {
  cmd = { 'leastwise', 'server' },
  filetypes = workspace.filetypes,
  root_dir = function(bufnr, on_dir)
    if workspace.is_wanted(bufnr) then
      on_dir(workspace.root(bufnr))
    end
  end,
}
