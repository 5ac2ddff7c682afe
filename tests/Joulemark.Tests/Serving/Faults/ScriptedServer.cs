using Joulemark.Testing.Servers;

namespace Joulemark.Tests.Serving.Faults;

/// <summary>A server on a real socket that follows a test's script on each connection.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly LoopbackListener _listener;

    private ScriptedServer(Func<ScriptedConnection, Task> script)
    {
        _listener = new LoopbackListener(async (socket, number) =>
        {
            using var connection = new ScriptedConnection(socket, number, _listener!.Stopping);
            await script(connection);
        });
        _listener.Start();
    }

    public Uri Url => _listener.Url;

    /// <summary>Connections accepted so far.</summary>
    public int Connections => _listener.Accepted;

    /// <summary>A server that runs a script on each connection, and closes it where the script ends.</summary>
    public static ScriptedServer Start(Func<ScriptedConnection, Task> script) => new(script);

    /// <summary>A server that answers each request with the same bytes, and closes.</summary>
    public static ScriptedServer Answer(byte[] response, bool byteByByte = false) => Start(async c =>
    {
        if (await c.RequestAsync() is null)
            return;
        await (byteByByte ? c.SendByteByByteAsync(response) : c.SendAsync(response));
        c.Close();
        await c.UntilClosedAsync();
    });

    /// <summary>A server that answers each request with the same events, and keeps the connection.</summary>
    public static ScriptedServer Events(string events) => Start(async c =>
    {
        while (await c.RequestAsync() is not null)
            await c.StreamAsync(events);
    });

    public ValueTask DisposeAsync() => _listener.DisposeAsync();
}
