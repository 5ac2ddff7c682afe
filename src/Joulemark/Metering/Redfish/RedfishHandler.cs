using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Joulemark.Metering.Redfish;

/// <summary>The transport to a BMC: straight to it, and verified unless the user says otherwise.</summary>
internal static class RedfishHandler
{
    /// <exception cref="RedfishException">The address or the authority's file will not do.</exception>
    public static SocketsHttpHandler Create(MeterSource source, TimeSpan timeout)
    {
        if (source.Url.Scheme == Uri.UriSchemeHttp && !source.Url.IsLoopback && !source.Insecure)
        {
            throw new RedfishException(
                "its address begins with http://, which would send the credentials in the clear",
                "Use https://; or, on a network that you trust, insecure: true in its meter file.");
        }

        return new SocketsHttpHandler
        {
            ConnectTimeout = timeout,
            UseProxy = false, // a BMC is on the local management network, and its credentials are nobody else's
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All, // some answer compressed without being asked
            SslOptions = Verification(source),
        };
    }

    private static SslClientAuthenticationOptions Verification(MeterSource source)
    {
        if (source.Insecure)
        {
#pragma warning disable CA5359 // the user asked for it, and every run reports it (JM2043)
            return new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = static (_, _, _, _) => true };
#pragma warning restore CA5359
        }

        if (source.CaFile is null)
            return new SslClientAuthenticationOptions();
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(source.CaFile);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new RedfishException($"ca-file {source.CaFile} cannot be read: {e.Message}", "Give a PEM file that holds the authority's certificate.");
        }

        if (policy.CustomTrustStore.Count == 0)
            throw new RedfishException($"ca-file {source.CaFile} holds no certificate", "Give a PEM file that holds the authority's certificate.");
        return new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
    }
}
