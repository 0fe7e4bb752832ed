-- `:checkhealth leastwise`: the binary, its version, the buffers it serves, and what it has read.

local M = {}

local ENOUGH_MS = 5000

local function command()
  local is_new = vim.fn.has('nvim-0.11') == 1
  local cmd = is_new and vim.lsp.config.leastwise and vim.lsp.config.leastwise.cmd or { 'leastwise', 'server' }
  return type(cmd) == 'table' and cmd[1] or nil
end

local function check_binary()
  vim.health.start('leastwise: the binary')
  local program = command()
  if not program then
    vim.health.info('The configured `cmd` is a function, so its version is unknown.')
    return
  end
  local path = vim.fn.exepath(program)
  if path == '' then
    vim.health.error(('`%s` is not executable or not on the path.'):format(program), {
      'Install it: cargo install leastwise',
      "Or set its path: vim.lsp.config('leastwise', { cmd = { '/path/to/leastwise', 'server' } })",
    })
    return
  end
  local ran, result = pcall(function()
    return vim.system({ path, '--version' }, { text = true }):wait(ENOUGH_MS)
  end)
  if ran and result.code == 0 then
    vim.health.ok(('%s: %s'):format(vim.trim(result.stdout), path))
  else
    vim.health.error(('`%s --version` failed.'):format(path), { 'Run it in a terminal to see the error.' })
  end
end

local function ask(client, method, params, bufnr)
  if vim.fn.has('nvim-0.11') == 1 then
    return client:request_sync(method, params, ENOUGH_MS, bufnr)
  end
  return client.request_sync(method, params, ENOUGH_MS, bufnr)
end

local function check_knowledge(client, bufnr)
  local answer, why = ask(client, 'leastwise/status', vim.empty_dict(), bufnr)
  local status = answer and answer.result
  if not status or status == vim.NIL then
    local reason = why or (answer and answer.err and answer.err.message) or 'it is still reading the workspace'
    vim.health.warn(('The server did not return its status: %s.'):format(reason))
    return
  end
  vim.health.info('Catalog of actions as of ' .. status.catalogDate)
  vim.health.info(('Policy files: %d'):format(status.policies))
  if status.findings > 0 then
    vim.health.ok(('Findings files: %d'):format(status.findings))
  else
    vim.health.warn('No findings file in the workspace, so nothing is known to be unused.', {
      'Save one there: aws accessanalyzer get-finding-v2 --analyzer-arn ARN --id ID > finding.json',
    })
  end
end

local function check_clients()
  vim.health.start('leastwise: the server')
  local clients = vim.lsp.get_clients({ name = 'leastwise' })
  if #clients == 0 then
    vim.health.warn('No buffer is attached.', {
      "Have vim.lsp.enable('leastwise') in your init.lua (Neovim 0.10: :help leastwise-older)",
      'Open a JSON file first; the server starts with it.',
    })
  end
  for _, client in ipairs(clients) do
    local buffers = vim.lsp.get_buffers_by_client_id(client.id)
    local root = client.config.root_dir or 'no folder, open files only'
    vim.health.ok(('Attached, buffers: %d, workspace: %s'):format(#buffers, root))
    if buffers[1] then
      check_knowledge(client, buffers[1])
    end
  end
end

function M.check()
  check_binary()
  check_clients()
end

return M
