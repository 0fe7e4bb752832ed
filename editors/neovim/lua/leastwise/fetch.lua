-- `:Leastwise fetch`: findings from AWS, by the command `leastwise fetch` in the workspace of the buffer.

local server = require('leastwise.server')
local workspace = require('leastwise.workspace')

local M = {}

-- How a line begins that tells how far it is.
local PROGRESS = 'progress: '
-- What the command ends with after it was stopped.
local STOPPED = 130

local running

--- The program that the server is, so that both have one version.
local function program(bufnr)
  local client = server.client(bufnr)
  local cmd = client and client.config.cmd
  if client and type(cmd) ~= 'table' then
    server.say('cannot run `leastwise fetch`: the configured `cmd` is a function, not a program', vim.log.levels.ERROR)
  end
  return type(cmd) == 'table' and cmd[1] or nil
end

--- Says what came of it.
local function tell(code, errors)
  if code == 0 then
    server.say('fetched from AWS')
  elseif code == STOPPED then
    server.say('fetching was stopped; the next fetch continues from what was fetched')
  else
    server.say(table.concat(errors, '\n'), code == 1 and vim.log.levels.WARN or vim.log.levels.ERROR)
  end
end

--- Fetches, or ends a fetch with `stop`. Other arguments go to the command: `--profile=NAME`, say.
function M.run(...)
  local args = { ... }
  if args[1] == 'stop' then
    if running then
      running:kill('sigterm')
    end
    return
  end
  if running then
    server.say('findings are already being fetched (`:Leastwise fetch stop` stops that)', vim.log.levels.WARN)
    return
  end
  local bufnr = vim.api.nvim_get_current_buf()
  local path = program(bufnr)
  local root = workspace.root(bufnr)
  if not path or not root then
    return
  end
  local errors = {}
  local rest = ''
  local function read(_, text)
    rest = rest .. (text or '')
    for line in rest:gmatch('([^\n]*)\n') do
      if vim.startswith(line, PROGRESS) then
        vim.schedule(function()
          vim.api.nvim_echo({ { 'leastwise: ' .. line:sub(#PROGRESS + 1) } }, false, {})
        end)
      elseif line ~= '' then
        table.insert(errors, line)
      end
    end
    rest = rest:match('[^\n]*$')
  end
  local command = vim.list_extend({ path, 'fetch', '--quiet', '--progress=lines' }, args)
  running = vim.system(command, { cwd = root, text = true, stderr = read }, function(ended)
    running = nil
    vim.schedule(function()
      tell(ended.code, errors)
    end)
  end)
end

return M
