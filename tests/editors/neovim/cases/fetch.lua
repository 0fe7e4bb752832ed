-- `:Leastwise fetch` brings findings from AWS, here from a program that stands for the AWS CLI, and they are found although
-- git ignores them.

return function(t)
  local fake = t.workspace .. '-fake-aws'
  vim.fn.mkdir(fake, 'p')
  local function tell(name, text)
    local file = assert(io.open(fake .. '/' .. name, 'wb'))
    file:write(text)
    file:close()
  end
  tell('analyzers', 'arn:aws:access-analyzer:eu-west-1:111122223333:analyzer/unused ACCOUNT_UNUSED_ACCESS\n')
  tell('findings', '1-a 111122223333 arn:aws:iam::111122223333:role/MyRole 2026-09-01T00:00:00+00:00 ACTIVE\n')
  vim.env.FAKE_AWS = fake
  vim.env.LEASTWISE_AWS = vim.env.LEASTWISE_ROOT .. '/tests/fetch/fake-aws'

  t.demo()
  os.remove(t.path('finding-MyRole.json'))
  t.write('leastwise.toml', '')
  t.enable()
  local policy = t.open('MyRole.json')
  t.wait('the server', function()
    return vim.lsp.get_clients({ name = 'leastwise', bufnr = policy })[1]
  end)

  local said
  vim.notify = function(message)
    said = message
  end
  vim.cmd('Leastwise fetch --profile=audit')
  t.wait('the end', function()
    return said
  end)
  assert(said:find('fetched from AWS', 1, true), said)
  t.wait('an unused entry', function()
    return vim.iter(vim.diagnostic.get(policy)):any(function(diagnostic)
      return diagnostic.severity == vim.diagnostic.severity.WARN
    end)
  end)
  local calls = t.bytes(fake .. '/calls')
  assert(calls:find('list-findings-v2', 1, true) and calls:find('--profile=audit', 1, true), calls)

  -- What hangs is ended, and what was there stays.
  tell('fault.sh', 'case "$all" in *list-findings*) echo hangs >> "$dir/calls"; exec sleep 1000;; esac\n')
  local before = t.bytes(t.path('aws/aws/111122223333/fetched.json'))
  vim.cmd('Leastwise fetch')
  t.wait('the call that hangs', function()
    return t.bytes(fake .. '/calls'):find('hangs', 1, true)
  end)
  said = nil
  vim.cmd('Leastwise fetch stop')
  t.wait('the end', function()
    return said
  end)
  assert(said:find('was stopped', 1, true), said)
  t.equal('the listing', t.bytes(t.path('aws/aws/111122223333/fetched.json')), before)
end
