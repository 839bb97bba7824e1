"""The questions of docs/questions.md as SQL: a view each, with the same answers as the pandas lines."""

VIEWS = {
    "clarity_by_ground_rule": """
        SELECT attribution, clarity, count(*) * 1.0 / sum(count(*)) OVER (PARTITION BY attribution) AS share
        FROM replies GROUP BY attribution, clarity""",
    "reply_mix": "SELECT reply, count(*) AS count FROM replies GROUP BY reply",
    "replies_labelled_otherwise": """
        SELECT replies.id, ask, reply, value AS also FROM replies JOIN replies_also ON row = replies.id""",
    "replies_followed_up": """
        SELECT reply, count(*) AS count FROM replies
        WHERE exchange_id IN (SELECT follows FROM replies) GROUP BY reply""",
    "commitments_by_holder": """
        SELECT value AS holder, quote FROM statements JOIN statements_holders ON row = statements.id
        WHERE kind = 'commitment'""",
    "premises_by_topic": "SELECT topic, quote FROM statements WHERE voice = 'premise' AND topic IS NOT NULL",
    "announced_to_be_withheld": "SELECT turn_id, quote FROM statements WHERE kind = 'nondisclosure'",
    "stance_by_topic": """
        SELECT topic, stance, count(*) AS count FROM statements
        WHERE topic IS NOT NULL GROUP BY topic, stance""",
    "named_together": """
        SELECT one.entity AS entity_x, other.entity AS entity_y, count(DISTINCT one.turn_id) AS turns
        FROM mentions AS one JOIN mentions AS other ON one.turn_id = other.turn_id AND one.entity < other.entity
        GROUP BY one.entity, other.entity""",
    "event_status": "SELECT status, count(*) AS count FROM events GROUP BY status",
    "announced_not_done": "SELECT what, date, status FROM events WHERE status IN ('scheduled', 'tentative')",
    "talk_by_role": """
        SELECT role, sum(length(text)) * 1.0 / (SELECT sum(length(text)) FROM turns) AS share
        FROM turns GROUP BY role""",
    "masks_per_turn": """
        SELECT turns.briefing_id, count(marks.id) * 1.0 / count(DISTINCT turns.id) AS masks
        FROM turns LEFT JOIN marks ON marks.turn_id = turns.id AND marks.kind = 'redaction'
        GROUP BY turns.briefing_id""",
    "readers_by_kind": "SELECT kind, count(*) AS passes FROM briefings_passes GROUP BY kind",
}
