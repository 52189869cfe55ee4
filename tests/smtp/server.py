"""A mail server on loopback for the tests: keeps each message that it has accepted as a file of its own.

Usage: server.py FOLDER PORT (0: the system chooses). Prints its port. SIGTERM lets it end what it is accepting.
"""

import asyncio
import os
import random
import signal
import sys

from aiosmtpd.smtp import SMTP


class Keeper:
    def __init__(self, folder):
        self.folder = folder
        self.busy = 0

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if address.startswith("nobody@"):
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.busy += 1
        try:
            # So that whoever is killed is often killed here.
            await asyncio.sleep(random.random() * 0.02)
            number = len(os.listdir(self.folder))
            path = os.path.join(self.folder, f"{number:06}-{random.getrandbits(32):08x}.eml")
            with open(path + ".part", "wb") as file:
                file.write(f"X-To: {envelope.rcpt_tos[0]}\r\n".encode() + envelope.content)
            os.rename(path + ".part", path)
            return "250 OK"
        finally:
            self.busy -= 1


async def main(folder, port):
    keeper = Keeper(folder)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(keeper, hostname="localhost"), "127.0.0.1", port)
    ended = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    print(server.sockets[0].getsockname()[1], flush=True)
    await ended.wait()
    server.close()
    while keeper.busy:
        await asyncio.sleep(0.01)
    # The last answer is on its way.
    await asyncio.sleep(0.1)


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
