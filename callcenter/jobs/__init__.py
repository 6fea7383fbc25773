"""ADAPTER. APScheduler: wakes due promises and nightly work; the rows are the truth."""
