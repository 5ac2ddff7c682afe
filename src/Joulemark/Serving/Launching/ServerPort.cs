using System.Net;
using System.Net.Sockets;
using Joulemark.Diagnostics;
using Joulemark.Machines;
using Joulemark.Machines.Linux;

namespace Joulemark.Serving.Launching;

/// <summary>Ports of this machine for servers that are to be started.</summary>
internal static class ServerPort
{
    /// <summary>A port that is free now.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Refuses a port that somebody listens on: the server would fail, or worse, another one would be measured.</summary>
    /// <exception cref="JoulemarkException">Exit code 2: it is taken.</exception>
    public static void Require(HostPaths paths, int port)
    {
        try
        {
            foreach (var address in (IPAddress[])[IPAddress.Loopback, IPAddress.Any])
            {
                using var listener = new TcpListener(address, port);
                listener.Start();
            }
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw Refused($"port {port} is taken by {ListeningProcess.Describe(paths, port) ?? "a process that cannot be seen from here"}", "End it, or give another server.launch.port.");
        }
        catch (SocketException e)
        {
            throw Refused($"port {port} cannot be listened on: {e.Message}", "Give another server.launch.port.");
        }
    }

    private static JoulemarkException Refused(string message, string remedy) => new(ExitCode.BadUsage, new Diagnostic("JM3044", DiagnosticSeverity.Error, message, remedy));
}
