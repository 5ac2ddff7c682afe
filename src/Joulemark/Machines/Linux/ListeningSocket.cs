using System.Buffers.Binary;
using System.Globalization;
using System.Net;

namespace Joulemark.Machines.Linux;

/// <summary>A TCP socket that listens, as <c>/proc/net/tcp</c> and <c>tcp6</c> list it.</summary>
/// <param name="Address">The address that it is bound to.</param>
/// <param name="Inode">Its number, by which a process's descriptors name it.</param>
internal readonly record struct ListeningSocket(IPAddress Address, string Inode)
{
    private const string ListenState = "0A"; // TCP_LISTEN, include/net/tcp_states.h
    private const int WordDigits = 8;

    /// <summary>Those on a port.</summary>
    /// <param name="net">The <c>net</c> directory of a view of the network: <c>/proc/net</c>, or <c>/proc/PID/net</c> for a container's.</param>
    /// <param name="port">The port.</param>
    public static IReadOnlyList<ListeningSocket> On(string net, int port) => [.. Read(Path.Combine(net, "tcp"), port), .. Read(Path.Combine(net, "tcp6"), port)];

    /// <summary>
    /// Those that a connection to an address reaches, as the kernel chooses: bound to that very address; else to all of its
    /// family; else to all of both, which IPv6's is unless it says otherwise.
    /// </summary>
    public static IReadOnlyList<ListeningSocket> Reached(IReadOnlyList<ListeningSocket> sockets, IPAddress address)
    {
        var target = Plain(address);
        var families = target.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? (IPAddress[])[target, IPAddress.Any, IPAddress.IPv6Any] : [target, IPAddress.IPv6Any];
        return families.Select(a => sockets.Where(s => s.Address.Equals(a)).ToList()).FirstOrDefault(found => found.Count > 0) ?? [];
    }

    private static List<ListeningSocket> Read(string table, int port)
    {
        var found = new List<ListeningSocket>();
        try
        {
            foreach (var line in File.ReadLines(table).Skip(1))
            {
                var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (fields.Length > 9 && fields[3] == ListenState && fields[1].Split(':') is [var address, var number]
                    && int.TryParse(number, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var its) && its == port && Parse(address) is { } bound)
                    found.Add(new ListeningSocket(bound, fields[9]));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No such family, or the process is gone.
        }

        return found;
    }

    /// <summary>The kernel writes an address as the numbers that its words are on this machine.</summary>
    private static IPAddress? Parse(string hex)
    {
        if (hex.Length is not (WordDigits or 4 * WordDigits))
            return null;
        var bytes = new byte[hex.Length / 2];
        for (var i = 0; i < hex.Length; i += WordDigits)
        {
            if (!uint.TryParse(hex.AsSpan(i, WordDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var word))
                return null;
            if (BitConverter.IsLittleEndian)
                BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i / 2), word);
            else
                BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(i / 2), word);
        }

        return Plain(new IPAddress(bytes));
    }

    /// <summary>An IPv4 address in IPv6's clothes is one of IPv4; an interface's number is no part of an address here.</summary>
    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : new IPAddress(address.GetAddressBytes());
}
