-- What the demo shows and what it becomes: seen with one's own eyes first, then written down.

local M = {}

M.diagnostics = {
  '8:9-31 unused-action WARN',
  '9:9-32 unused-action WARN',
  '10:9-32 unused-action WARN',
  '11:9-29 unused-action WARN',
  '12:9-42 unused-action WARN',
  '14:9-40 unused-action WARN',
  '15:9-36 unused-action WARN',
  '16:9-45 unused-action WARN',
  '24:9-18 excess-wildcard WARN',
}

M.narrowed = [[
        "s3:GetAccess*",
        "s3:GetAccountPublicAccessBlock",
        "s3:GetBucketAbac",
        "s3:GetBucketMetadataTableConfiguration",
        "s3:GetDataAccess",
        "s3:GetJobTagging",
        "s3:GetMulti*",
        "s3:GetObject*",
        "s3:GetStorage*",
]]

--- The policy with `s3:Get*` narrowed.
function M.after_quick_fix(before)
  local from, to = before:find('        "s3:Get*",\n', 1, true)
  return before:sub(1, from - 1) .. M.narrowed .. before:sub(to + 1)
end

--- The policy with everything unused removed.
function M.after_fix(before)
  local from = before:find('        "lambda:AddPermission"', 1, true)
  local _, to = before:find('"lambda:UpdateFunctionConfiguration"\n', 1, true)
  return M.after_quick_fix(before:sub(1, from - 1) .. '        "lambda:Invoke*"\n' .. before:sub(to + 1))
end

return M
