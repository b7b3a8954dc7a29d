-- The law knows no acceptance of a request for information: a clock of acceptance that runs on one never was, and is no breach.
update "promises" set "state" = 'void', "ended_at" = "started_at"
where "purpose" = 'accept' and "state" in ('open', 'paused')
  and "case_id" in (select "id" from "cases" where "kind" = 'disclosure');
