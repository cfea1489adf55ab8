-- Areas: their tree and what follows what.

-- INV-A1: a tree, and a child has its parent's owner, but shared areas and municipalities may stand under shared ones.
create or replace function tillit.check_area() returns trigger language plpgsql as $$
declare
    above record;
    inside text;
begin
    if new.parent is not null then
        select a.owner into above from tillit.area a where a.code = new.parent;
        if above.owner <> new.owner and not (above.owner = 'shared' and new.area_type = 'municipality') then
            perform tillit.refuse_as('area', 'parent', 'other_owner', new.parent);
        end if;
        if exists (with recursive up (code) as (select new.parent::text
                                                union select a.parent::text from tillit.area a join up on a.code = up.code)
                   select from up where up.code = new.code) then
            perform tillit.refuse_as('area', 'parent', 'cycle');
        end if;
    end if;
    if tg_op = 'UPDATE' then
        select c.code into inside from tillit.area c
            where c.parent = new.code and c.owner <> new.owner and not (new.owner = 'shared' and c.area_type = 'municipality') limit 1;
        if found then
            perform tillit.refuse_as('area', 'owner', 'other_owner', inside);
        end if;
    end if;
    return null;
end
$$;
create or replace trigger check_area after insert or update of owner, parent, area_type on tillit.area
    for each row execute function tillit.check_area();

-- An area begins later than each of those that it came from. So nothing follows itself.
create or replace function tillit.check_succession() returns trigger language plpgsql as $$
declare
    other text;
begin
    select a.code into other from tillit.area a
        where a.code = any (new.predecessors) and a.valid_from >= new.valid_from order by a.code limit 1;
    if found then
        perform tillit.refuse_as('area', 'predecessors', 'began_earlier', other, new.valid_from::text);
    end if;
    select a.code into other from tillit.area a
        where a.predecessors @> array[new.code::text] and a.valid_from <= new.valid_from order by a.code limit 1;
    if found then
        perform tillit.refuse_as('area', 'valid_from', 'succeeded_by', other);
    end if;
    return null;
end
$$;
create or replace trigger check_succession after insert or update of predecessors, valid_from on tillit.area
    for each row execute function tillit.check_succession();

grant execute on function tillit.check_area(), tillit.check_succession() to tillit_app;
