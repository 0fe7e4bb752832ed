-- The command `:Leastwise`. Each of its views is loaded when it is first asked for.

if vim.g.loaded_leastwise then
  return
end
vim.g.loaded_leastwise = true

local views = { 'fetch', 'fix', 'preview', 'status', 'tree' }

vim.api.nvim_create_user_command('Leastwise', function(call)
  local view = call.fargs[1]
  if vim.tbl_contains(views, view) then
    require('leastwise.' .. view).run(unpack(call.fargs, 2))
  else
    local known = table.concat(views, ', ')
    vim.notify(('leastwise: unknown subcommand :Leastwise %s; use one of %s'):format(view, known), vim.log.levels.ERROR)
  end
end, {
  nargs = '+',
  desc = 'Show or apply what leastwise knows about the policy in this buffer, or fetch findings',
  complete = function(start)
    return vim.tbl_filter(function(view)
      return vim.startswith(view, start)
    end, views)
  end,
})
