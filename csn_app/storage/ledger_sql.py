"""The functions and triggers by which the database writes its ledger, whoever changes a row."""

FUNCTIONS = """
create or replace function ledger_of_deletions() returns trigger language plpgsql as $$
begin
    -- A whole space that is erased has one line, its own.
    if coalesce(current_setting('csn.erasing', true), '') <> 'on' then
        insert into ledger (table_name, row_id, event, state, at)
        values (tg_table_name, old.id, 'DELETED', '', clock_timestamp());
    end if;
    return null;
end $$;
create or replace function ledger_of_spaces() returns trigger language plpgsql as $$
begin
    insert into ledger (table_name, row_id, event, state, moment, at)
    values ('space', new.id, 'MOVED', new.state, new.erase_at, clock_timestamp());
    return null;
end $$;
create or replace function ledger_of_grants() returns trigger language plpgsql as $$
begin
    if new.revoked_at is not null and old.revoked_at is null then
        insert into ledger (table_name, row_id, event, state, moment, at)
        values ('access_grant', new.id, 'REVOKED', '', new.revoked_at, clock_timestamp());
    elsif new.ends_at is not null and new.ends_at < coalesce(old.ends_at, 'infinity') then
        insert into ledger (table_name, row_id, event, state, moment, at)
        values ('access_grant', new.id, 'ENDED', '', new.ends_at, clock_timestamp());
    end if;
    return null;
end $$;
create or replace function ledger_of_delegations() returns trigger language plpgsql as $$
begin
    insert into ledger (table_name, row_id, event, state, moment, at)
    values ('delegation', new.id, 'REVOKED', '', new.revoked_at, clock_timestamp());
    return null;
end $$;
create or replace function ledger_of_kept() returns trigger language plpgsql as $$
begin
    -- The space stands where the state of a space stands: 32 characters.
    insert into ledger (table_name, row_id, event, state, at)
    values ('kept_from_representatives', new.object_id, 'WITHHELD', replace(new.space_id::text, '-', ''),
            clock_timestamp());
    return null;
end $$;
create or replace trigger ledger_of_delegations after update of revoked_at on delegation
    for each row when (new.revoked_at is not null and old.revoked_at is null)
    execute function ledger_of_delegations();
create or replace trigger ledger_of_kept after insert on kept_from_representatives
    for each row execute function ledger_of_kept();
create or replace function ledger_of_emergencies() returns trigger language plpgsql as $$
begin
    if tg_table_name = 'emergency_choice' then
        insert into ledger (table_name, row_id, event, state, at)
        select 'emergency_choice', new.space_id, 'REFUSED', closed.name, clock_timestamp()
        from (values ('allowed', old.allowed, new.allowed), ('samu', old.samu, new.samu),
                     ('glass', old.glass, new.glass), ('masked', old.masked, new.masked)) as closed (name, before, now)
        where closed.before and not closed.now;
    else
        insert into ledger (table_name, row_id, event, state, moment, at)
        values (tg_table_name, new.id, 'ENDED', '', clock_timestamp(), clock_timestamp());
    end if;
    return null;
end $$;
create or replace trigger ledger_of_emergencies after update on emergency_choice
    for each row execute function ledger_of_emergencies();
create or replace trigger ledger_of_emergencies after update of ended_at on emergency_access
    for each row when (new.ended_at is not null and old.ended_at is null) execute function ledger_of_emergencies();
create or replace trigger ledger_of_emergencies after update of revoked_at on emergency_card_code
    for each row when (new.revoked_at is not null and old.revoked_at is null)
    execute function ledger_of_emergencies();
create or replace trigger ledger_of_emergencies after update of emergency_suspended_at on professional
    for each row when (new.emergency_suspended_at is not null and old.emergency_suspended_at is null)
    execute function ledger_of_emergencies();
create or replace trigger ledger_of_spaces after update of state, erase_at on space
    for each row when (new.state is distinct from old.state or new.erase_at is distinct from old.erase_at)
    execute function ledger_of_spaces();
create or replace trigger ledger_of_grants after update of revoked_at, ends_at on access_grant
    for each row execute function ledger_of_grants();
"""

RESTRICTIONS = """
create or replace function ledger_of_masks() returns trigger language plpgsql as $$
begin
    insert into ledger (table_name, row_id, event, state, at)
    values ('access_mask', new.space_id, 'MASKED',
            concat_ws('|', coalesce(new.document_id::text, ''), coalesce(new.section, ''), new.audience),
            clock_timestamp());
    return null;
end $$;
create or replace trigger ledger_of_masks after insert or update of hidden on access_mask
    for each row when (new.hidden) execute function ledger_of_masks();

create or replace function ledger_of_terms() returns trigger language plpgsql as $$
declare
    narrower jsonb := '{}';
begin
    -- No category named means all of them, unless single documents only.
    if new.single_only and not old.single_only then
        narrower := '{"single_only": true, "categories": []}';
    elsif cardinality(new.categories) > 0 and not old.single_only
          and (cardinality(old.categories) = 0 or not old.categories <@ new.categories) then
        narrower := jsonb_build_object('categories', new.categories);
    end if;
    if not old.sections <@ new.sections then
        narrower := narrower || jsonb_build_object('sections', new.sections);
    end if;
    if narrower <> '{}' then
        insert into ledger (table_name, row_id, event, state, at)
        values ('access_grant', new.id, 'NARROWED', narrower::text, clock_timestamp());
    end if;
    return null;
end $$;
create or replace trigger ledger_of_terms after update of categories, sections, single_only on access_grant
    for each row execute function ledger_of_terms();

create or replace function ledger_of_single_documents() returns trigger language plpgsql as $$
begin
    if coalesce(current_setting('csn.erasing', true), '') <> 'on' then
        insert into ledger (table_name, row_id, event, state, at)
        values ('grant_document', old.grant_id, 'NARROWED', old.document_id::text, clock_timestamp());
    end if;
    return null;
end $$;
create or replace trigger ledger_of_single_documents after delete on grant_document
    for each row execute function ledger_of_single_documents();

create or replace function ledger_of_blocks() returns trigger language plpgsql as $$
begin
    insert into ledger (table_name, row_id, event, state, at)
    values (tg_table_name, new.professional_id, 'BLOCKED', new.space_id::text, clock_timestamp());
    return null;
end $$;
create or replace trigger ledger_of_blocks after insert on access_block
    for each row execute function ledger_of_blocks();
create or replace trigger ledger_of_blocks after insert on correspondent_block
    for each row execute function ledger_of_blocks();

create or replace function ledger_of_card() returns trigger language plpgsql as $$
begin
    insert into ledger (table_name, row_id, event, state, at)
    values ('emergency_choice', new.space_id, 'NARROWED', to_jsonb(new.card_sections)::text, clock_timestamp());
    return null;
end $$;
create or replace trigger ledger_of_card after update of card_sections on emergency_choice
    for each row when (not old.card_sections <@ new.card_sections) execute function ledger_of_card();

create or replace function ledger_of_mail() returns trigger language plpgsql as $$
begin
    if tg_table_name = 'conversation' then
        insert into ledger (table_name, row_id, event, state, moment, at)
        values ('conversation', new.id, 'ENDED', '', new.closed_at, clock_timestamp());
    else
        insert into ledger (table_name, row_id, event, state, at)
        values ('conversation_side', new.conversation_id, 'CLEARED', concat_ws('|', new.side, new.cleared_number),
                clock_timestamp());
    end if;
    return null;
end $$;
create or replace trigger ledger_of_mail after update of closed_at on conversation
    for each row when (new.closed_at is not null and old.closed_at is null) execute function ledger_of_mail();
create or replace trigger ledger_of_mail after update of cleared_number on conversation_side
    for each row when (new.cleared_number > old.cleared_number) execute function ledger_of_mail();

create or replace function ledger_of_choices() returns trigger language plpgsql as $$
begin
    insert into ledger (table_name, row_id, event, state, at)
    values ('notification_choice', new.account_id, 'NARROWED',
            jsonb_build_object('no_email', new.no_email, 'with_sms', new.with_sms, 'discreet', new.discreet)::text,
            clock_timestamp());
    return null;
end $$;
create or replace trigger ledger_of_first_choices after insert on notification_choice
    for each row when (cardinality(new.no_email) > 0 or new.discreet) execute function ledger_of_choices();
create or replace trigger ledger_of_choices after update on notification_choice
    for each row when (not new.no_email <@ old.no_email or not old.with_sms <@ new.with_sms
                       or (new.discreet and not old.discreet))
    execute function ledger_of_choices();

create or replace function ledger_of_services() returns trigger language plpgsql as $$
begin
    if tg_table_name = 'service_token' then
        insert into ledger (table_name, row_id, event, state, moment, at)
        values ('service_token', new.code_id, 'REVOKED', '', new.revoked_at, clock_timestamp());
    elsif tg_table_name = 'service_consent' then
        insert into ledger (table_name, row_id, event, state, moment, at)
        values ('service_consent', new.id, 'REVOKED', '', new.revoked_at, clock_timestamp());
    else
        insert into ledger (table_name, row_id, event, state, at)
        values ('partner_service', new.id, 'NARROWED', concat_ws('|', new.state, new.version), clock_timestamp());
    end if;
    return null;
end $$;
create or replace trigger ledger_of_services after update of revoked_at on service_consent
    for each row when (new.revoked_at is not null and old.revoked_at is null) execute function ledger_of_services();
create or replace trigger ledger_of_services after update of revoked_at on service_token
    for each row when (new.revoked_at is not null and old.revoked_at is null) execute function ledger_of_services();
create or replace trigger ledger_of_services after update of state, version on partner_service
    for each row when (new.state <> old.state or new.version <> old.version) execute function ledger_of_services();

create or replace function ledger_of_accounts() returns trigger language plpgsql as $$
begin
    -- An activation gives a first password: nothing was taken back.
    if old.active and not new.active then
        insert into ledger (table_name, row_id, event, state, at)
        values (tg_table_name, new.id, 'PUT_OUT', 'active', clock_timestamp());
    elsif tg_table_name = 'account' then
        if old.password_hash <> '' and new.password_hash <> old.password_hash then
            insert into ledger (table_name, row_id, event, state, at)
            values ('account', new.id, 'PUT_OUT', 'password', clock_timestamp());
        end if;
    end if;
    return null;
end $$;
create or replace trigger ledger_of_accounts after update of active, password_hash on account
    for each row execute function ledger_of_accounts();
create or replace trigger ledger_of_accounts after update of active on professional
    for each row execute function ledger_of_accounts();
"""
"""What restricts since: masks, narrower accesses, blocks, mail that was closed or deleted, services that were cut off,
accounts that ended."""

DELETIONS = """
create or replace trigger ledger_of_deletions after delete on "{table}"
    for each row execute function ledger_of_deletions();
"""
