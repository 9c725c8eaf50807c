/**
 * The schema, one entry a version: entry i takes a database from version i to i + 1. Released entries are never
 * edited. Tables are STRICT, and every row's way back to what made it is a foreign key: `stage_id` of a row whose id
 * holds its stage (ids.ts) is computed, not stored.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'running' CHECK (status IN ('running', 'done', 'failed', 'interrupted')),
    version TEXT NOT NULL,
    seed INTEGER NOT NULL,
    config TEXT NOT NULL,
    config_hash TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    result TEXT CHECK (json_valid(result))
  ) STRICT;

  CREATE TABLE stages (
    id INTEGER PRIMARY KEY CHECK (id BETWEEN 1 AND 2097151),
    key TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    options TEXT NOT NULL CHECK (json_valid(options)),
    status TEXT NOT NULL DEFAULT 'running' CHECK (status IN ('running', 'done')),
    started_at TEXT NOT NULL,
    finished_at TEXT,
    seconds REAL,
    input INTEGER, kept INTEGER, rejected INTEGER, failed INTEGER,
    summary TEXT CHECK (json_valid(summary)),
    CHECK (status = 'running' OR input = kept + rejected + failed)
  ) STRICT;

  CREATE TABLE stage_inputs (
    stage_id INTEGER NOT NULL REFERENCES stages,
    role TEXT NOT NULL,
    input_stage_id INTEGER NOT NULL REFERENCES stages CHECK (input_stage_id <> stage_id),
    PRIMARY KEY (stage_id, role, input_stage_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX stage_outputs ON stage_inputs (input_stage_id);

  CREATE TABLE run_stages (
    run_id INTEGER NOT NULL REFERENCES runs,
    stage_id INTEGER NOT NULL REFERENCES stages,
    PRIMARY KEY (run_id, stage_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX stage_runs ON run_stages (stage_id);

  CREATE TABLE artifacts (
    id INTEGER PRIMARY KEY,
    stage_id INTEGER NOT NULL REFERENCES stages,
    kind TEXT NOT NULL,
    path TEXT NOT NULL,
    hash TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    UNIQUE (stage_id, path)
  ) STRICT;
  CREATE INDEX artifact_hashes ON artifacts (hash);

  CREATE TABLE examples (
    id INTEGER PRIMARY KEY,
    stage_id INTEGER GENERATED ALWAYS AS (id >> 32) VIRTUAL REFERENCES stages,
    input TEXT NOT NULL,
    reference TEXT NOT NULL,
    split TEXT NOT NULL
  ) STRICT;

  CREATE TABLE candidates (
    id INTEGER PRIMARY KEY,
    stage_id INTEGER GENERATED ALWAYS AS (id >> 32) VIRTUAL REFERENCES stages,
    example_id INTEGER NOT NULL REFERENCES examples,
    sample INTEGER NOT NULL,
    output TEXT,
    tokens BLOB,
    log_probability REAL,
    token_log_probabilities BLOB,
    finish_reason TEXT,
    usage TEXT CHECK (json_valid(usage)),
    cost REAL,
    error TEXT,
    CHECK ((output IS NULL) = (error IS NOT NULL))
  ) STRICT;
  CREATE INDEX candidate_examples ON candidates (example_id);

  CREATE TABLE scores (
    stage_id INTEGER NOT NULL REFERENCES stages,
    candidate_id INTEGER NOT NULL REFERENCES candidates,
    score REAL,
    keep INTEGER CHECK (keep IN (0, 1)),
    error TEXT,
    PRIMARY KEY (stage_id, candidate_id),
    CHECK ((score IS NULL) = (error IS NOT NULL))
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE labels (
    stage_id INTEGER NOT NULL REFERENCES stages,
    candidate_id INTEGER NOT NULL REFERENCES candidates,
    value REAL NOT NULL CHECK (value BETWEEN 0 AND 1),
    source TEXT NOT NULL,
    PRIMARY KEY (stage_id, candidate_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE selections (
    stage_id INTEGER PRIMARY KEY REFERENCES stages,
    candidate_stage_id INTEGER NOT NULL REFERENCES stages,
    verifier TEXT NOT NULL,
    selector TEXT NOT NULL,
    fraction REAL NOT NULL,
    kept INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX selection_candidates ON selections (candidate_stage_id);

  -- Code 0 is "kept"; the others say why a row was dropped.
  CREATE TABLE reasons (
    selection_id INTEGER NOT NULL REFERENCES selections,
    code INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (selection_id, code)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE selected (
    selection_id INTEGER NOT NULL,
    candidate_id INTEGER NOT NULL REFERENCES candidates,
    reason INTEGER NOT NULL,
    PRIMARY KEY (selection_id, candidate_id),
    FOREIGN KEY (selection_id, reason) REFERENCES reasons
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE estimates (
    stage_id INTEGER PRIMARY KEY REFERENCES stages,
    result TEXT NOT NULL CHECK (json_valid(result))
  ) STRICT;

  CREATE TABLE trainings (
    stage_id INTEGER PRIMARY KEY REFERENCES stages,
    model_id INTEGER NOT NULL REFERENCES artifacts,
    steps INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    seconds REAL NOT NULL,
    final_loss REAL NOT NULL
  ) STRICT;

  CREATE TABLE evaluations (
    stage_id INTEGER PRIMARY KEY REFERENCES stages,
    model_stage_id INTEGER REFERENCES stages
  ) STRICT;

  CREATE TABLE metrics (
    evaluation_id INTEGER NOT NULL REFERENCES evaluations,
    name TEXT NOT NULL,
    estimate REAL NOT NULL, low REAL NOT NULL, high REAL NOT NULL,
    PRIMARY KEY (evaluation_id, name)
  ) STRICT, WITHOUT ROWID;

  -- The ledger: in one run, what was predicted of a selection beside what training on it gave.
  CREATE TABLE cells (
    run_id INTEGER NOT NULL REFERENCES runs,
    selection_id INTEGER NOT NULL REFERENCES selections,
    estimate_id INTEGER REFERENCES estimates,
    evaluation_id INTEGER REFERENCES evaluations,
    PRIMARY KEY (run_id, selection_id)
  ) STRICT, WITHOUT ROWID;

  -- Requests to endpoints. The key is a hash of the request; never a secret in any column.
  CREATE TABLE calls (
    key TEXT PRIMARY KEY,
    stage_id INTEGER NOT NULL REFERENCES stages,
    status INTEGER NOT NULL,
    input_tokens INTEGER, output_tokens INTEGER,
    latency_seconds REAL NOT NULL,
    created_at TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- Rows that came from files: chats as inputs, the file's own ids and other fields, labels that stand for several rows.
  ALTER TABLE examples ADD COLUMN format TEXT NOT NULL DEFAULT 'text' CHECK (format IN ('text', 'chat'));
  ALTER TABLE candidates ADD COLUMN source_id TEXT;
  ALTER TABLE candidates ADD COLUMN source_line INTEGER;
  ALTER TABLE candidates ADD COLUMN fields TEXT CHECK (json_valid(fields));
  ALTER TABLE labels ADD COLUMN weight REAL NOT NULL DEFAULT 1 CHECK (weight > 0);
  `,
  `
  -- Requests keep their answers, so that none is asked or paid for twice; a row knows the kind of input it is, and an
  -- answer the request it came by.
  DROP TABLE calls;
  CREATE TABLE calls (
    id INTEGER PRIMARY KEY,
    -- Hash of the request; never a secret in any column.
    key TEXT NOT NULL UNIQUE,
    stage_id INTEGER NOT NULL REFERENCES stages,
    status INTEGER NOT NULL,
    response TEXT,
    error TEXT,
    input_tokens INTEGER,
    output_tokens INTEGER,
    cost REAL CHECK (cost >= 0),
    attempts INTEGER NOT NULL,
    latency_seconds REAL NOT NULL,
    created_at TEXT NOT NULL,
    CHECK ((response IS NULL) = (error IS NOT NULL))
  ) STRICT;
  CREATE INDEX calls_of_stage ON calls (stage_id);
  ALTER TABLE examples ADD COLUMN stratum TEXT;
  ALTER TABLE candidates ADD COLUMN call_id INTEGER REFERENCES calls;
  `,
  `
  -- What people said of candidates since, append only: the latest entry of a candidate counts, one without a value takes
  -- the earlier ones back. \`drawn\` says that chance chose the candidate, and not the eye.
  CREATE TABLE hand_labels (
    id INTEGER PRIMARY KEY,
    candidate_id INTEGER NOT NULL REFERENCES candidates,
    value REAL CHECK (value BETWEEN 0 AND 1),
    drawn INTEGER NOT NULL CHECK (drawn IN (0, 1)),
    at TEXT NOT NULL
  ) STRICT;
  CREATE INDEX hand_labels_of_candidate ON hand_labels (candidate_id);
  `,
];

/** The oldest version that can be read as it is: those since have only added `hand_labels`, which its readers look for. */
export const oldestReadable = 3;
