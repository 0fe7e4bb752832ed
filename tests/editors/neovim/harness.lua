-- What the cases share: a workspace, the server, and waiting for what it says.

local expected = require('expected')

local M = {}

-- Far longer than anything takes, also beside a compiler: only a case that fails waits so long.
local DEADLINE_MS = 180000

M.is_new = vim.fn.has('nvim-0.11') == 1
M.binary = vim.env.LEASTWISE
M.workspace = vim.fn.resolve(vim.env.LEASTWISE_WORKSPACE)

--- Waits until `condition` holds something, and returns it.
function M.wait(what, condition)
  local held
  local came = vim.wait(DEADLINE_MS, function()
    held = condition()
    return held
  end, 10)
  assert(came, 'did not come: ' .. what)
  return held
end

local function to_lines(value)
  local lines = vim.islist(value) and vim.tbl_map(vim.inspect, value) or { vim.inspect(value) }
  return table.concat(lines, '\n') .. '\n'
end

--- Says where two values differ.
function M.equal(what, actual, expected)
  if not vim.deep_equal(actual, expected) then
    local changes = vim.diff(to_lines(expected), to_lines(actual), { ctxlen = 2 })
    error(('%s: expected (-), but there was (+)\n%s'):format(what, changes), 2)
  end
end

function M.path(name)
  return M.workspace .. '/' .. name
end

function M.bytes(path)
  local file = assert(io.open(path, 'rb'))
  local bytes = file:read('*a')
  file:close()
  return bytes
end

function M.write(name, bytes)
  local path = M.path(name)
  vim.fn.mkdir(vim.fs.dirname(path), 'p')
  local file = assert(io.open(path, 'wb'))
  file:write(bytes)
  file:close()
end

--- Copies the demo into the workspace.
function M.demo()
  for _, name in ipairs({ 'MyRole.json', 'finding-MyRole.json' }) do
    M.write(name, M.bytes(vim.env.LEASTWISE_ROOT .. '/editors/demo/' .. name))
  end
end

--- Enables the server as a person would do it for this version.
function M.enable()
  local cmd = { M.binary, 'server' }
  if M.is_new then
    vim.lsp.config('leastwise', { cmd = cmd })
    vim.lsp.enable('leastwise')
  else
    vim.api.nvim_create_autocmd('FileType', {
      pattern = { 'json', 'jsonc', 'toml' },
      callback = function(event)
        require('leastwise').start(event.buf, { cmd = cmd })
      end,
    })
  end
end

--- Opens a file of the workspace.
function M.open(name)
  vim.cmd.edit(vim.fn.fnameescape(M.path(name)))
  return vim.api.nvim_get_current_buf()
end

--- Opens the demo's policy in the workspace, waits for its diagnostics, and returns its buffer and its bytes.
function M.open_demo()
  M.demo()
  M.enable()
  local policy = M.open('MyRole.json')
  M.expect_diagnostics(policy, expected.diagnostics)
  return policy, M.bytes(M.path('MyRole.json'))
end

--- The client of a buffer, once it runs.
function M.client(bufnr)
  return M.wait('the server', function()
    local client = vim.lsp.get_clients({ name = 'leastwise', bufnr = bufnr })[1]
    return client and client.initialized and client
  end)
end

--- The diagnostics of a buffer in their order, each as `line:from-to code severity`, counted from 1 as the editor shows.
function M.diagnostics(bufnr)
  local found = vim.diagnostic.get(bufnr)
  table.sort(found, function(one, other)
    return one.lnum < other.lnum or (one.lnum == other.lnum and one.col < other.col)
  end)
  return vim.tbl_map(function(it)
    local severity = vim.diagnostic.severity[it.severity]
    assert(it.source == 'leastwise' and it.lnum == it.end_lnum, vim.inspect(it))
    return ('%d:%d-%d %s %s'):format(it.lnum + 1, it.col + 1, it.end_col + 1, it.code, severity)
  end, found)
end

--- Waits for exactly these diagnostics.
function M.expect_diagnostics(bufnr, expected)
  local last
  local came = vim.wait(DEADLINE_MS, function()
    last = M.diagnostics(bufnr)
    return vim.deep_equal(last, expected)
  end, 10)
  if not came then
    M.equal('diagnostics', last, expected)
  end
end

--- The text of a buffer as it would be written.
function M.text(bufnr)
  return table.concat(vim.api.nvim_buf_get_lines(bufnr, 0, -1, false), '\n') .. '\n'
end

function M.wait_for_text(bufnr, what, expected)
  local came = vim.wait(DEADLINE_MS, function()
    return M.text(bufnr) == expected
  end, 10)
  if not came then
    M.equal(what, vim.split(M.text(bufnr), '\n'), vim.split(expected, '\n'))
  end
end

--- Collects what the person is told.
function M.collect_notices()
  local notices = {}
  vim.notify = function(message)
    table.insert(notices, message)
  end
  return notices
end

return M
