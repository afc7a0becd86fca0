"""The launcher's tests: no network beyond this machine."""
