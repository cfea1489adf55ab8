-- Steering documents (domain.md 2.5).

-- Only a review that is due reopens a document.
create or replace function tillit.check_reopening() returns trigger language plpgsql as $$
begin
    if old.review_due > tillit.today() or old.review_due is null then
        perform tillit.refuse_as('steering_document', 'state', 'not_due', coalesce(old.review_due::text, 'review_due = null'));
    end if;
    return new;
end
$$;
create or replace trigger check_reopening before update of state on tillit.steering_document
    for each row when (old.state = 'done' and new.state = 'registered') execute function tillit.check_reopening();

grant execute on function tillit.check_reopening() to tillit_app;
