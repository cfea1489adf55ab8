-- An idea that is adopted has been tried in a pilot or has led to something (INV-F2).
-- $1 codes (JSON array), $2 state before or null.
-- Row broken_record: record, field, code, argument0, argument1.

select i.code as record, 'led_to' as field, 'needed_when' as code, 'state = adopted, pilots = []' as argument0, null as argument1
from tillit.idea i
where i.code in (select jsonb_array_elements_text($1::jsonb)) and i.state = 'adopted' and $2::text is distinct from 'adopted'
  and coalesce(i.led_to, '') = '' and not exists (select from tillit.pilot p where p.idea = i.code);
