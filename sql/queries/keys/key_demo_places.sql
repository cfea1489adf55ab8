-- Whether the demonstration data are loaded. One row.
-- Row demo_places: are_loaded.
select (select count(*) from tillit.municipality where code in ('se-9901', 'se-9902', 'dk-991') and is_fictional) = 3
       and exists (select from tillit.evaluation where code = 'ev-sam') as are_loaded;
