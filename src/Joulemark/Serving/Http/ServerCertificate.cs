using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Joulemark.Serving.Http;

/// <summary>Checks a server's certificate, and says in plain words what is wrong with it; the framework names a flag.</summary>
internal sealed class ServerCertificate(string host)
{
    private string? _problem;

    /// <summary>What is wrong with the certificate that was seen last; null when nothing is.</summary>
    public string? Problem => Volatile.Read(ref _problem);

    /// <summary>How connections are secured.</summary>
    /// <param name="authorities">Trusted in place of the system's; null for those.</param>
    public SslClientAuthenticationOptions Options(X509Certificate2Collection? authorities)
    {
        var options = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, certificate, chain, errors) => Check(certificate, chain, errors) };
        if (authorities is not null)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(authorities);
            options.CertificateChainPolicy = policy;
        }

        return options;
    }

    private bool Check(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        var problems = errors == SslPolicyErrors.None ? [] : Problems(certificate as X509Certificate2, chain, errors).Distinct(StringComparer.Ordinal).ToList();
        Volatile.Write(ref _problem, errors == SslPolicyErrors.None ? null : $"the certificate of {host} {string.Join(", and ", problems)}");
        return errors == SslPolicyErrors.None;
    }

    private IEnumerable<string> Problems(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
        {
            yield return "is missing";
            yield break;
        }

        foreach (var element in chain?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            foreach (var status in element.ChainElementStatus)
                yield return InWords(status, element.Certificate, certificate);
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            yield return $"is for {Names(certificate)} and not for {host}";
        else if (chain is null || chain.ChainElements.Count == 0)
            yield return $"does not hold ({errors})";
    }

    private static string InWords(X509ChainStatus status, X509Certificate2 faulty, X509Certificate2 certificate)
    {
        var which = faulty.Thumbprint == certificate.Thumbprint ? "" : $"rests on that of {faulty.Subject}, which ";
        var now = TimeProvider.System.GetLocalNow().DateTime; // as certificates give their times
        return status.Status switch
        {
            X509ChainStatusFlags.NotTimeValid when faulty.NotAfter < now => $"{which}expired on {Day(faulty.NotAfter)}",
            X509ChainStatusFlags.NotTimeValid => $"{which}is not valid before {Day(faulty.NotBefore)}",
            X509ChainStatusFlags.UntrustedRoot or X509ChainStatusFlags.PartialChain when faulty.Subject == faulty.Issuer && which.Length == 0 =>
                "is signed by itself and not trusted on this machine",
            X509ChainStatusFlags.UntrustedRoot or X509ChainStatusFlags.PartialChain => $"is signed by {faulty.Issuer}, which is not trusted on this machine",
            _ => $"{which}does not hold: {status.StatusInformation.Trim()}",
        };
    }

    private static string Names(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(e => e.EnumerateDnsNames().Concat(e.EnumerateIPAddresses().Select(a => a.ToString()))).ToList();
        return names.Count > 0 ? string.Join(", ", names) : certificate.Subject;
    }

    private static string Day(DateTime local) => local.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
