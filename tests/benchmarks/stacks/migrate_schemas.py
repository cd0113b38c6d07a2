"""django-tenants' own `migrate_schemas` on the schools named in its arguments; prints seconds for each."""

import os
import sys
import time

os.environ["STACK"] = "stock"
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.stacks.stock_migrations"

import django
from django.core.management import call_command

django.setup()
for schema in sys.argv[1:]:
    begun = time.perf_counter()
    call_command("migrate_schemas", schema_name=schema, verbosity=0)
    print(time.perf_counter() - begun, flush=True)
