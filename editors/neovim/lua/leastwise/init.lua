-- The older way to start the server, for Neovim 0.10. On 0.11 and later use `vim.lsp.enable('leastwise')`.

local workspace = require('leastwise.workspace')

local M = {}

--- Starts the server for a buffer, or attaches the one that runs; call it from a FileType autocommand.
--- @param bufnr integer|nil the buffer, or the current one
--- @param config table|nil what `vim.lsp.start` takes, such as another `cmd`
function M.start(bufnr, config)
  bufnr = bufnr or vim.api.nvim_get_current_buf()
  if not workspace.is_wanted(bufnr) then
    return nil
  end
  local defaults = { name = 'leastwise', cmd = { 'leastwise', 'server' }, root_dir = workspace.root(bufnr) }
  return vim.lsp.start(vim.tbl_extend('force', defaults, config or {}), { bufnr = bufnr })
end

return M
