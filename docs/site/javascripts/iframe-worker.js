// Browsers refuse web workers to pages that are files. There, this runs the search in a hidden frame.
if (location.protocol === "file:") {
  window.Worker = class {
    constructor(url) {
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      document.body.append(this.frame);
      const inside = this.frame.contentWindow;
      inside.postMessage = (data) => this.deliver(this, data);
      this.loaded = new Promise((resolve, reject) => {
        const script = inside.document.createElement("script");
        script.src = url;
        script.onload = resolve;
        script.onerror = reject;
        inside.document.body.append(script);
      });
      this.loaded.catch((error) => this.onerror?.(error));
    }

    postMessage(data) {
      this.loaded.then(() => this.deliver(this.frame.contentWindow, data));
    }

    // A worker gets a copy, and later.
    deliver(receiver, message) {
      const data = structuredClone(message);
      setTimeout(() => receiver.onmessage?.({ data }));
    }

    terminate() {
      this.frame.remove();
    }
  };
}
