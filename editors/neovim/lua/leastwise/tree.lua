-- `:Leastwise tree`: how the entry under the cursor is narrowed, drawn in a plain buffer as `leastwise explain` does.

local scratch = require('leastwise.scratch')
local server = require('leastwise.server')

local M = {}

local namespace = vim.api.nvim_create_namespace('leastwise.tree')

-- More actions of one word that are all unused are counted, not drawn.
local MOST_UNUSED = 8

local function missing(value)
  return value == nil or value == vim.NIL
end

--- Lines of text with the highlight of each part.
local Page = {}
Page.__index = Page

function Page.new()
  return setmetatable({ lines = {}, marks = {} }, Page)
end

--- Adds a line of parts, each a text or a pair of a text and its highlight.
function Page:add(...)
  local text = ''
  for _, part in ipairs({ ... }) do
    local is_pair = type(part) == 'table'
    local word = is_pair and part[1] or part
    if is_pair then
      table.insert(self.marks, { #self.lines, #text, #text + #word, part[2] })
    end
    text = text .. word
  end
  table.insert(self.lines, text)
end

--- Words that lead to one place only are drawn as one.
local function skip(node)
  while #node.children == 1 and missing(node.action) and #node.chosen == 0 and not node.safe do
    node = node.children[1]
  end
  return node
end

--- A node's own words; where the folding of case cuts into a word, the whole name.
local function label(node, above)
  local is_below = vim.startswith(node.prefix, above)
  local rest = is_below and node.prefix:sub(#above + 1) or node.prefix
  return rest:match('^%l') and node.prefix or rest
end

local function counts(node)
  local is_leaf = #node.children == 0
  if is_leaf and node.kept == 1 and node.unused == 0 then
    return ''
  elseif is_leaf and node.kept == 0 then
    return '  unused'
  elseif node.unused == 0 then
    return ('  %d kept'):format(node.kept)
  elseif node.kept == 0 then
    return ('  %d unused'):format(node.unused)
  end
  return ('  %d kept, %d unused'):format(node.kept, node.unused)
end

local function draw_line(page, before, words, node)
  local mark = node.safe and { '✓ ' .. words, 'DiagnosticOk' } or { '✗ ' .. words, 'DiagnosticWarn' }
  local parts = { { before, 'NonText' }, mark, counts(node) }
  for _, chosen in ipairs(node.chosen) do
    table.insert(parts, '  => ')
    table.insert(parts, { chosen, 'Title' })
  end
  page:add(unpack(parts))
end

local function draw_children(page, indent, node)
  -- Of what is safe there is no more to know.
  if node.safe then
    return
  end
  local is_unused = function(child)
    return #child.children == 0 and child.action == false
  end
  local children = vim.tbl_map(skip, node.children)
  local unused = #vim.tbl_filter(is_unused, children)
  -- One too many is drawn rather than counted.
  local most = unused > MOST_UNUSED + 1 and MOST_UNUSED or unused
  local seen = 0
  local shown = vim.tbl_filter(function(child)
    seen = seen + (is_unused(child) and 1 or 0)
    return not is_unused(child) or seen <= most
  end, children)
  for index, child in ipairs(shown) do
    local is_last = index == #shown and unused == most
    draw_line(page, indent .. (is_last and '└── ' or '├── '), label(child, node.prefix), child)
    draw_children(page, indent .. (is_last and '    ' or '│   '), child)
  end
  if unused > most then
    page:add({ indent .. '└── ', 'NonText' }, ('✗ and %d more, each of them unused'):format(unused - most))
  end
end

local function draw_replacement(page, pattern, replacement)
  if replacement.kind == 'untouched' then
    page:add(('Nothing that `%s` grants is unused, so it stays as it is.'):format(pattern))
  elseif replacement.kind == 'removed' then
    page:add(('Everything that `%s` grants is unused, so the entry is removed.'):format(pattern))
  elseif replacement.kind == 'refused' then
    page:add(('`%s` is not narrowed: %s.'):format(pattern, replacement.why))
  else
    local many = #replacement.entries == 1 and 'one entry' or ('%d entries'):format(#replacement.entries)
    page:add(('`%s` becomes %s:'):format(pattern, many))
    for _, entry in ipairs(replacement.entries) do
      page:add('  ', { entry, 'Title' })
    end
  end
end

--- The page of an answer to `leastwise/tree` of kind `figure`.
function M.draw(figure)
  local page = Page.new()
  page:add(
    { figure.pattern, 'Title' },
    (' grants %d actions, %d of them unused (catalog as of %s)'):format(
      figure.granted,
      figure.unused,
      figure.catalogDate
    )
  )
  page:add('')
  for _, tree in ipairs(figure.services) do
    local root = skip(tree.root)
    draw_line(page, '', tree.service .. ':' .. root.prefix, root)
    draw_children(page, '', root)
    page:add('')
  end
  if #figure.services > 0 then
    local safe, unsafe = { '✓ safe', 'DiagnosticOk' }, { '✗ unsafe', 'DiagnosticWarn' }
    page:add(safe, ': no unused action has this prefix   ', unsafe, '   => chosen')
    page:add('')
  end
  draw_replacement(page, figure.pattern, figure.replacement)
  return page
end

function M.run()
  local bufnr, win = vim.api.nvim_get_current_buf(), vim.api.nvim_get_current_win()
  local client = server.client(bufnr)
  if not client then
    return
  end
  local params = vim.lsp.util.make_position_params(win, client.offset_encoding)
  server.request(client, bufnr, 'leastwise/tree', params, function(answer)
    if answer.kind == 'nothing' then
      server.say(answer.why)
      return
    end
    local page = M.draw(answer)
    local view = scratch.buffer('leastwise://tree', page.lines)
    for _, mark in ipairs(page.marks) do
      local line, from, to, group = unpack(mark)
      vim.api.nvim_buf_set_extmark(view, namespace, line, from, { end_col = to, hl_group = group })
    end
    vim.cmd('botright sbuffer ' .. view)
    vim.wo.wrap = false
    scratch.close_with_q(view, '<Cmd>close<CR>')
  end)
end

return M
