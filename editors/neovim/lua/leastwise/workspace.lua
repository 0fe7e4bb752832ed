-- Which buffers the server is for, and which folder it reads findings and policies from.

local M = {}

M.filetypes = { 'json', 'jsonc', 'toml' }

-- The nearest folder that has one of them is the workspace.
M.markers = { 'leastwise.toml', '.git' }

--- Whether the server is for this buffer: of all TOML files, only its own settings.
function M.is_wanted(bufnr)
  local filetype = vim.bo[bufnr].filetype
  if filetype == 'toml' then
    return vim.fs.basename(vim.api.nvim_buf_get_name(bufnr)) == 'leastwise.toml'
  end
  return vim.bo[bufnr].buftype == '' and vim.tbl_contains(M.filetypes, filetype)
end

--- The workspace of a buffer: without a marker the file's own folder, but never all of the home folder or the disk.
function M.root(bufnr)
  local marked = vim.fs.root(bufnr, M.markers)
  local name = vim.api.nvim_buf_get_name(bufnr)
  if marked or name == '' then
    return marked
  end
  local folder = vim.fs.dirname(vim.fs.normalize(name))
  local too_wide = folder == vim.fs.normalize('~') or folder == vim.fs.dirname(folder)
  return not too_wide and folder or nil
end

return M
