-- The running server: which one serves a buffer, and requests to it.

local M = {}

--- Says something to the person.
function M.say(message, level)
  vim.notify('leastwise: ' .. message, level or vim.log.levels.INFO)
end

--- The client of a buffer, or nil with a word on what to do.
function M.client(bufnr)
  local client = vim.lsp.get_clients({ name = 'leastwise', bufnr = bufnr })[1]
  if not client then
    M.say('the server is not attached to this buffer; see :checkhealth leastwise', vim.log.levels.WARN)
  end
  return client
end

--- Asks the server; calls `done` only with an answer.
function M.request(client, bufnr, method, params, done)
  local function answer(err, result)
    if err then
      M.say(err.message or vim.inspect(err), vim.log.levels.ERROR)
    elseif result and result ~= vim.NIL then
      done(result)
    end
  end
  if vim.fn.has('nvim-0.11') == 1 then
    client:request(method, params, answer, bufnr)
  else
    client.request(method, params, answer, bufnr)
  end
end

--- The text of a buffer as it would be with everything unused removed; says why where it would be the same.
function M.preview(bufnr, done)
  local client = M.client(bufnr)
  if not client then
    return
  end
  local params = { textDocument = vim.lsp.util.make_text_document_params(bufnr) }
  M.request(client, bufnr, 'leastwise/preview', params, function(preview)
    if preview.kind == 'text' then
      done(preview)
    else
      M.say(preview.why)
    end
  end)
end

return M
