-- Writes by an operator, whose key comes after "--": imports of a term that is new each time.
local key
local count = 0

function init(words)
   key = words[1]
end

function request()
   count = count + 1
   local members = { string.format('"code":"bench-%d"', count % 8) }
   for _, name in ipairs({ 'name_sv', 'name_da', 'name_en', 'description_sv', 'description_da', 'description_en' }) do
      members[#members + 1] = string.format('"%s":"%d"', name, count)
   end
   local headers = { ['Authorization'] = 'Bearer ' .. key, ['Content-Type'] = 'application/json' }
   return wrk.format('POST', '/tillit/v1/imports?dataset=terms', headers, '[{' .. table.concat(members, ',') .. '}]')
end
