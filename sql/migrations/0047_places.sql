-- What areas are called by others, and where they lie. Codes of systems that everybody knows are held against their form: LAU and
-- NUTS (Eurostat), DeSO and RegSO (Statistics Sweden); a system may have any other name, dagi for the districts of Denmark.
-- The program has checked that a geometry is GeoJSON (RFC 7946).
-- Small tables: a look through them takes no time.
-- squawk-ignore-file constraint-missing-not-valid
alter table tillit.area add column external_ids jsonb not null default '[]';
alter table tillit.area add column geometry jsonb;
alter table tillit.area add constraint area_external_ids_check check (
    tillit.is_object_list(external_ids, '{system,id}')
    and not jsonb_path_exists(external_ids,
        '$[*] ? (@.system == "lau" && !(@.id like_regex "^([0-9]{3,4}|SE_[0-9]{4}|DK_[0-9]{3})$")
                 || @.system == "nuts" && !(@.id like_regex "^(SE|DK)[0-9A-Z]{0,3}$")
                 || @.system == "deso" && !(@.id like_regex "^[0-9]{4}[ABC][0-9]{4}$")
                 || @.system == "regso" && !(@.id like_regex "^[0-9]{4}R[0-9]{3}$"))'));
comment on constraint area_external_ids_check on tillit.area
    is 'must_be|lau:0123, nuts:SE110, deso:0123A0010, regso:0123R001';
alter table tillit.area add constraint area_geometry_check check (jsonb_typeof(geometry) = 'object');
comment on constraint area_geometry_check on tillit.area is 'not_a_geometry|Point, Polygon, MultiPolygon';
