"""What the suites over HTTP share: the client, the demonstration data as an oracle, servers of their own, the runner."""
