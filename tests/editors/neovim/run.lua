-- Runs one case in this Neovim: `nvim --clean --headless -l run.lua CASE`. An error ends it with the exit code 1.
--
-- From the environment: LEASTWISE (the binary), LEASTWISE_ROOT (the repository) and LEASTWISE_WORKSPACE (an empty folder
-- that is the case's own).

local root = vim.env.LEASTWISE_ROOT
package.path = root .. '/tests/editors/neovim/?.lua;' .. package.path

vim.opt.runtimepath:prepend(root .. '/editors/neovim')
vim.cmd('filetype on')
vim.cmd('runtime! plugin/leastwise.lua')

require('cases.' .. _G.arg[1])(require('harness'))
