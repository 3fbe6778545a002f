#!/usr/bin/env python3
"""Usage: odd_server.py PORT MODE

A server on loopback that takes every connection and answers as no registry does, until it is killed.
"""

import socket
import sys
import threading

GOOD = b"HTTP/1.1 200 OK\r\nDocker-Distribution-Api-Version: registry/2.0\r\nConnection: close\r\n"
ANSWERS = {
    "close": b"",
    "noise": b"\x00\xff no HTTP \r\n\r\n",
    "failure": b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    "circle": b"HTTP/1.1 307 Temporary Redirect\r\nLocation: /v2/again\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    "headers": GOOD,
    "body": GOOD + b"Content-Type: application/vnd.oci.image.manifest.v1+json\r\n\r\n",
}
ENDLESS = {"headers": b"X-More: more\r\n" * 1000, "body": b" " * 65536}


def serve(connection, mode):
    with connection:
        try:
            connection.recv(65536)
            connection.sendall(ANSWERS[mode])
            while mode in ENDLESS:
                connection.sendall(ENDLESS[mode])
        except OSError:
            pass  # the client has had enough


def main():
    port, mode = int(sys.argv[1]), sys.argv[2]
    with socket.create_server(("127.0.0.1", port), backlog=64) as server:
        while True:
            connection, _ = server.accept()
            threading.Thread(target=serve, args=(connection, mode), daemon=True).start()


if __name__ == "__main__":
    main()
