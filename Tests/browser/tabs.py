"""Tabs that Playwright does not own: it makes every page believe that it is looked at, and these may be hidden."""

import json
import time


class Tabs:
    """A window with tabs of its own, over the DevTools protocol."""

    def __init__(self, browser):
        self.tools = browser.new_browser_cdp_session()
        self.tools.on("Target.receivedMessageFromTarget", self.heard)
        self.context = self.tools.send("Target.createBrowserContext")["browserContextId"]
        self.answers, self.number = {}, 0

    def open(self, address):
        order = {"url": address, "browserContextId": self.context}
        return Tab(self, self.tools.send("Target.createTarget", order)["targetId"])

    def heard(self, event):
        answer = json.loads(event["message"])
        if "id" in answer:
            self.answers[answer["id"]] = answer

    def close(self):
        self.tools.send("Target.disposeBrowserContext", {"browserContextId": self.context})
        self.tools.detach()


class Tab:
    def __init__(self, tabs, target):
        self.tabs, self.target = tabs, target
        self.session = tabs.tools.send("Target.attachToTarget", {"targetId": target, "flatten": False})["sessionId"]

    def show(self):
        self.tabs.tools.send("Target.activateTarget", {"targetId": self.target})

    def evaluate(self, expression, patience=10):
        self.tabs.number += 1
        number, deadline = self.tabs.number, time.monotonic() + patience
        order = {"expression": expression, "returnByValue": True, "awaitPromise": True}
        message = json.dumps({"id": number, "method": "Runtime.evaluate", "params": order})
        self.tabs.tools.send("Target.sendMessageToTarget", {"sessionId": self.session, "message": message})
        while number not in self.tabs.answers:
            assert time.monotonic() < deadline, f"no answer to {expression}"
            # Events are heard while an answer is awaited.
            self.tabs.tools.send("Browser.getVersion")
            time.sleep(0.01)
        result = self.tabs.answers.pop(number)["result"]
        assert "exceptionDetails" not in result, (expression, result)
        return result["result"].get("value")
