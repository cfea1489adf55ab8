-- What steering documents say of trust, quoted; the rules among it that counteract, and what became of them; pilots that stretch
-- one of them; decisions about them and about publications.
-- Small tables: a look through them takes no time.
-- squawk-ignore-file adding-foreign-key-constraint, constraint-missing-not-valid
create table tillit.list_passage_stance partition of tillit.reference_code (unique (code)) for values in ('passage_stance');
create table tillit.list_rule_level partition of tillit.reference_code (unique (code)) for values in ('rule_level');
grant select on tillit.list_passage_stance, tillit.list_rule_level to tillit_app;

create table tillit.document_passage (
    code              tillit.code primary key check (tillit.is_code(code)),
    municipality      tillit.code not null,
    steering_document tillit.code not null,
    place             text not null check (place <> ''),
    quote             text not null check (quote <> ''),
    trust_form        tillit.code references tillit.list_trust_form (code),
    truster           tillit.code references tillit.list_party (code),
    trustee           tillit.code references tillit.list_party (code),
    stance            tillit.code not null references tillit.list_passage_stance (code),
    rule_level        tillit.code references tillit.list_rule_level (code),
    proposal          text,
    decided_by        text,
    decision          tillit.code references tillit.list_document_decision (code),
    decided_on        date,
    done_on           date,
    audience          tillit.code not null default 'internal' references tillit.list_audience (code),
    constraint document_passage_steering_document_fkey foreign key (steering_document, municipality)
        references tillit.steering_document (code, municipality),
    constraint document_passage_trustee_check check (trustee <> truster),
    constraint document_passage_rule_level_check check ((stance = 'counteracts') = (rule_level is not null)),
    constraint document_passage_proposal_check check (stance = 'counteracts' or proposal is null),
    constraint document_passage_decided_by_check check (stance = 'counteracts' or decided_by is null),
    constraint document_passage_decision_check check (stance = 'counteracts' or decision is null),
    constraint document_passage_decided_on_check check ((decision is null) = (decided_on is null)),
    constraint document_passage_done_on_check check (done_on is null or decided_on is not null and done_on >= decided_on)
);
call tillit.make_resource('document_passage');
comment on constraint document_passage_trustee_check on tillit.document_passage is 'same_as|truster';
comment on constraint document_passage_rule_level_check on tillit.document_passage is 'exactly_when|stance = counteracts';
comment on constraint document_passage_proposal_check on tillit.document_passage is 'only_when|stance = counteracts';
comment on constraint document_passage_decided_by_check on tillit.document_passage is 'only_when|stance = counteracts';
comment on constraint document_passage_decision_check on tillit.document_passage is 'only_when|stance = counteracts';
comment on constraint document_passage_decided_on_check on tillit.document_passage is 'all_or_none|decision, decided_on';
comment on constraint document_passage_done_on_check on tillit.document_passage is 'not_before|decided_on';
call tillit.make_seen('document_passage', 'steering_document', 'steering_document');
create index document_passage_steering_document_idx on tillit.document_passage (steering_document);
create index document_passage_municipality_idx on tillit.document_passage (municipality, rule_level);
create trigger inherit before insert on tillit.document_passage for each row
    when (new.municipality is null) execute function tillit.inherit('steering_document', 'steering_document', 'municipality');
-- A passage has the plan of its document; who cannot see the document cannot tell whose partner he would have to be.
call tillit.protect_shared('document_passage', 'municipality',
                           '(select d.plan from tillit.steering_document d where d.code = document_passage.steering_document)',
                           'exists (select from tillit.steering_document d where d.code = document_passage.steering_document)');

alter table tillit.pilot
    add stretches tillit.code references tillit.document_passage,
    add leave_of text,
    add constraint pilot_leave_of_check check (leave_of is null or stretches is not null);
comment on constraint pilot_leave_of_check on tillit.pilot is 'only_when|stretches ≠ null';
call tillit.make_seen('pilot', 'stretches', 'document_passage');
create index pilot_stretches_idx on tillit.pilot (stretches);

alter table tillit.decision
    add document_passage tillit.code references tillit.document_passage,
    add publication tillit.code references tillit.publication;
call tillit.make_seen('decision', 'document_passage', 'document_passage');
call tillit.make_seen('decision', 'publication', 'publication');
create index decision_document_passage_idx on tillit.decision (document_passage);
create index decision_publication_idx on tillit.decision (publication);
